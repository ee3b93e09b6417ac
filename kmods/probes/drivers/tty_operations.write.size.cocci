// SPDX-License-Identifier: GPL-2.0-only
// step: tty_operations.write=size
// since: 6.6, commit 95713967ba52, 69851e4ab8fe
// reason: lengths are sizes and characters are octets
// words: tty_operations

@table@
identifier ops, f;
@@
 struct tty_operations ops = { .write = f, };

@@
typedef u8;
identifier table.f, tty, buffer, count;
@@
-int f(struct tty_struct *tty, const unsigned char *buffer, int count)
+ssize_t f(struct tty_struct *tty, const u8 *buffer, size_t count)
 { ... }
