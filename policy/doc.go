// Package policy loads the published rules: the tiers of both ladders with what it takes to hold and
// to qualify for each, the money clauses, the kinds of recognition and how long they are valid, the
// counties and zones, the 规上 lines of every industry and the exchange rates.
//
// The rules are data (folder book), so that a policy officer can read and mend them and no Go code
// knows a threshold or a year. Every number is a map from the day it takes effect to its value, every
// criterion names document and article, every document says how sure we are of it and when somebody
// last compared it with the text. Load refuses a book with any fault and names all of them.
//
// A Book keeps the dated values; At gives the Edition of a day, in which every number is the one in
// force. An Edition is plain data, complete in itself: it is stored as JSON beside the reviews judged
// under it and explains them years later, whatever has become of the book. Its Digest names its
// content. Set overrides a number, or a reading of a money clause, for a trial. The working calendar
// (Holidays, WorkingDay, AddWorkingDays) belongs to the Book alone: it decides no verdict, so a new year
// of it must not give editions another name.
//
// Beside the book stand the primitives that all packages share: Day (a calendar day without a time
// zone), Quantity (an exact number with its unit), Money, and the check of 统一社会信用代码.
//
// This is the lowest floor: it imports no other package of the program, knows no clock and does no
// I/O beyond an fs.FS.
package policy
