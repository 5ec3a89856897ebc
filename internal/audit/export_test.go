package audit

// Bytes writes an envelope that was read.
func (e Envelope) Bytes() []byte { return e.bytes() }
