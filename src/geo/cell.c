#include "geo/cell.h"
#include "geo/area_p.h"

#ifdef __BMI2__
#include <immintrin.h>
#endif

static const uint64_t even = UINT64_C(0x5555555555555555);

/* Bits of v to the even places. */
static uint64_t spread(uint32_t v)
{
#ifdef __BMI2__
	return _pdep_u64(v, even);
#else
	uint64_t x = v;
	x = (x | x << 16) & UINT64_C(0x0000ffff0000ffff);
	x = (x | x << 8) & UINT64_C(0x00ff00ff00ff00ff);
	x = (x | x << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	x = (x | x << 2) & UINT64_C(0x3333333333333333);
	return (x | x << 1) & even;
#endif
}

static uint32_t gather(uint64_t x)
{
#ifdef __BMI2__
	return (uint32_t)_pext_u64(x, even);
#else
	x &= even;
	x = (x | x >> 1) & UINT64_C(0x3333333333333333);
	x = (x | x >> 2) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	x = (x | x >> 4) & UINT64_C(0x00ff00ff00ff00ff);
	x = (x | x >> 8) & UINT64_C(0x0000ffff0000ffff);
	return (uint32_t)(x | x >> 16);
#endif
}

uint64_t ac_cell_interleave(uint32_t x, uint32_t y)
{
	return spread(x) | spread(y) << 1;
}

int64_t ac_cell_key(struct ac_point point)
{
	uint32_t x = (uint32_t)point.lon_e7 + (uint32_t)AC_LON_MAX_E7;
	uint32_t y = (uint32_t)point.lat_e7 + (uint32_t)AC_LAT_MAX_E7;
	return (int64_t)ac_cell_interleave(x, y);
}

struct ac_point ac_cell_point(int64_t key)
{
	uint32_t x = gather((uint64_t)key), y = gather((uint64_t)key >> 1);
	return (struct ac_point){ (int32_t)(y - (uint32_t)AC_LAT_MAX_E7),
		(int32_t)(x - (uint32_t)AC_LON_MAX_E7) };
}
