/* cap/schema_p.h - the schema of CAP 1.2 as a table, and a document held against it.
 *
 * The table says which children an element has, in which order and how often, and what a text must
 * be. It accepts what CAP-v1.2.xsd accepts (the tests compare the two over mutated documents).
 */
#pragma once
#include "cap/tree_p.h"

/** Check the whole document. @param root  <alert> of any version of CAP */
void cap_check_schema(struct cap_check *c, const struct cap_element *root);
