package workflow

// checkRules has every rule and every sentence judged, and moves what is wrong to
// its place in the file.
func (c *checker) checkRules() {
}
