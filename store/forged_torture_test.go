//go:build torture

package store

func init() { forgedPlaces = 100 }
