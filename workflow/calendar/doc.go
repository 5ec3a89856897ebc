// Package calendar counts days for the clocks of a workflow: calendar days,
// calendar months, and the working days of one nation of the United Kingdom.
//
//	England, Wales ──▶ one table ─┐
//	Scotland ────────▶ one table ─┼─▶ [Calendar]: is it a working day? which day is 15 on?
//	Northern Ireland ▶ one table ─┘
//
// A working day is Monday to Friday and not a bank holiday of the nation. A
// [Day] has no hour and no time zone; an instant becomes a Day once, in
// Europe/London ([DayOf]), and from then on only whole days are counted.
//
// # What it does not know
//
// It knows nothing of definitions, reviews, clocks or databases, and imports
// the standard library only. It does not know the local holidays of a Scottish
// council, the privilege days of an agency, school terms, or the banks' own
// closing days, which in Scotland differ from the bank holidays. Whether a
// guidance document means working days at all is for the definition to say.
//
// It does not foresee: an extra holiday for a jubilee or a funeral is known
// from the edition that holds it and not before. A count that would leave the
// years of the table is an error that wraps [ErrNotCovered]; it never goes on
// with bare weekdays, because a due date that is a day early looks exactly like
// one that is right.
//
// # Where the days come from
//
// The table is the file data/bank-holidays.json, in the shape of the list at
// www.gov.uk/bank-holidays.json, built into the program. It names its edition
// (the month in which it was last compared with its sources), the years it
// covers and the last day that had been published by then. Nothing is read
// until a command first asks [For] a calendar; then it is read once.
//
// An administrator learns the edition from the program: a due date is recorded
// with the [Calendar.Edition] that gave it, and the error for a count that leaves
// the table names it. A newer table comes with a newer program, and by itself
// moves no due date that is already on record.
//
// To bring the table up to date: add the new days, set edition, last_year and
// published_until, and run the tests. They work every year out again from
// Easter and the rules for substitute days, and name each day that differs;
// a day that is meant to differ is then added to their list of exceptions.
//
// # How sure the days are
//
//   - 2012 to 2028: the published lists, the latest as it stood in August 2026.
//   - 2011: the published list of that year, which has since been taken down.
//   - 2006 to 2010: from the Banking and Financial Dealings Act 1971, the St
//     Andrew's Day Bank Holiday (Scotland) Act 2007 (so 30 November is a holiday
//     from 2007) and the custom of proclaiming substitute days. The days agree
//     with other compiled tables, but neither the lists nor the proclamations of
//     those years were seen. Substitute days that rest on a proclamation are, in
//     England and Wales, 2 January 2006, 28 December 2009 and 28 December 2010;
//     in Northern Ireland these three, 19 March 2007, 14 July 2008 and 13 July
//     2009; in Scotland 28 December 2009 and 27 and 28 December 2010.
//   - Scotland, 4 January 2010 and 4 January 2011: in every table seen, the second
//     also on the published list; but the Scottish Government is reported to have
//     found in 2014 that neither was ever proclaimed. They stay, because a board
//     counting its days then went by the list.
//   - 2029 and 2030: every day is expected by rule and confirmed by no list.
//
// Days of the last two kinds say so in [Holiday.Unverified]. Titles are those of
// the lists, also where these changed their mind about which of two substitute
// days stands for which holiday (Scotland's New Year, Christmas 2011).
package calendar
