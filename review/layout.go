package review

// Layout is how a log is laid out, without what is in it.
type Layout struct {
	Streams []Stream       // in the order in which they began
	End     int64          // the last event's place in the whole log
	PutOff  map[int64]bool // first events of commands that were recorded as of the instant of the one before: their own may have been earlier
}
