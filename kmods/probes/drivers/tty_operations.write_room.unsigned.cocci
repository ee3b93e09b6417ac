// SPDX-License-Identifier: GPL-2.0-only
// step: tty_operations.write_room=unsigned
// since: 5.14, commit 03b3b1a2405c, fff4ef17a940
// reason: how much fits, and how much is waiting, is never negative
// words: tty_operations

@room@
identifier ops, f;
@@
 struct tty_operations ops = { .write_room = f, };

@unsigned_room@
identifier room.f, tty;
@@
-int f(struct tty_struct *tty)
+unsigned int f(struct tty_struct *tty)
 { ... }

// Where there is no port, nothing fits.
@depends on unsigned_room@
identifier room.f;
constant C;
@@
 f(...)
 {
	<...
	return
-		-C
+		0
	;
	...>
 }

// What is negative until it is known otherwise.
@depends on unsigned_room@
identifier room.f, local;
constant C;
@@
 f(...)
 {
	<...
(
-	int local = -C;
+	int local = 0;
|
-	local = -C;
+	local = 0;
)
	...>
 }

@waits@
identifier ops, f;
@@
 struct tty_operations ops = { .chars_in_buffer = f, };

@unsigned_waits@
identifier waits.f, tty;
@@
-int f(struct tty_struct *tty)
+unsigned int f(struct tty_struct *tty)
 { ... }

@depends on unsigned_waits@
identifier waits.f;
constant C;
@@
 f(...)
 {
	<...
	return
-		-C
+		0
	;
	...>
 }
