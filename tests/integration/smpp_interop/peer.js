// An SMSC made of the npm package `smpp`: accepts, sends a receipt, and sends back what it understood.
// Prints "listening PORT"; stops by itself after 60 seconds, or when its stdin ends.
const smpp = require('smpp')

let id = 0xf3a0
const parts = new Map() // reference -> texts

function understood(pdu) {
  const text = pdu.short_message.message
  const udh = pdu.short_message.udh
  if (!udh) return text
  const [reference, count, part] = [...udh[0]].slice(-3)
  const texts = parts.get(reference) || []
  texts[part - 1] = text
  parts.set(reference, texts)
  return texts.filter((t) => t !== undefined).length === count ? texts.join('') : null
}

function receipt(session, pdu, number) {
  session.deliver_sm({
    esm_class: 4,
    source_addr_ton: 1,
    source_addr: pdu.destination_addr,
    destination_addr: pdu.source_addr,
    // decimal here, hex in the response
    short_message: `id:${number} sub:001 dlvrd:001 submit date:2206131200 ` +
      'done date:2206131200 stat:DELIVRD err:000 text:',
  })
}

const server = smpp.createServer((session) => {
  session.on('error', () => {})
  session.on('bind_transceiver', (pdu) => {
    if (pdu.password !== 'secret') {
      session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }))
      return
    }
    session.send(pdu.response({ system_id: 'npm' }))
  })
  session.on('submit_sm', (pdu) => {
    const number = ++id
    session.send(pdu.response({ message_id: number.toString(16).toUpperCase() }))
    receipt(session, pdu, number)
    const text = understood(pdu)
    if (text === null) return
    session.deliver_sm({
      source_addr_ton: 1,
      source_addr: pdu.destination_addr,
      destination_addr: pdu.source_addr,
      short_message: text.slice(0, 60),
    })
  })
  session.on('enquire_link', (pdu) => session.send(pdu.response()))
  session.on('unbind', (pdu) => {
    session.send(pdu.response())
    session.close()
  })
})

server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port))
setTimeout(() => process.exit(0), 60000)
process.stdin.on('end', () => process.exit(0)).resume()
