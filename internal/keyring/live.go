package keyring

// Live returns those of the slots that still hold a key, damaged ones among them. A
// slot that never existed holds none.
func (k *Keys) Live(slots ...int64) ([]int64, error) {
	var live []int64
	err := k.using(func(r *ring) error {
		for _, n := range slots {
			if n < 0 || n >= r.head.slots {
				continue
			}
			s, err := r.slot(n)
			if err != nil {
				return err
			}
			if s != gone() {
				live = append(live, n)
			}
		}
		return nil
	})
	return live, err
}

// Mark returns how every text begins that was sealed under these two slots of this
// ring, so that what is left of one can be looked for.
func (k *Keys) Mark(stream, field int64) ([]byte, error) {
	id, err := k.ringID()
	if err != nil {
		return nil, err
	}
	return newSealed(id, stream, field, 0)[:nonceAt], nil
}
