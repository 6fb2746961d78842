package access

import "time"

// OnHash has f called whenever the desk hashes a password.
func (d *Desk) OnHash(f func()) { d.onHash = f }

// Patience is how long the desk lets somebody wait for a hash.
func (d *Desk) Patience(wait time.Duration) { d.wait = wait }

// OneTimePassword is a random password for the user.
var OneTimePassword = oneTimePassword

// Cheap makes the desk's new hashes cheap.
func (d *Desk) Cheap() *Desk {
	d.cost = cost{memory: 64, passes: 1, lanes: 1}
	return d
}
