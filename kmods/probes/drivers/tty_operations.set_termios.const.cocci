// SPDX-License-Identifier: GPL-2.0-only
// step: tty_operations.set_termios=const
// since: 6.1, commits a8c11c152034, bec5b814d46c
// reason: the old settings are only to be read
// words: tty_operations uart_ops

@table@
identifier ops, f;
@@
 struct tty_operations ops = { .set_termios = f, };

@ disable optional_qualifier@
identifier table.f, tty, old;
@@
 f(struct tty_struct *tty,
-	struct ktermios *old
+	const struct ktermios *old
 )
 { ... }

@uart@
identifier ops, f;
@@
 struct uart_ops ops = { .set_termios = f, };

@ disable optional_qualifier@
identifier uart.f, port, new, old;
@@
 f(struct uart_port *port, struct ktermios *new,
-	struct ktermios *old
+	const struct ktermios *old
 )
 { ... }
