// SPDX-License-Identifier: GPL-2.0-only
// step: header_ops.rebuild=absent
// since: 4.1
// reason: neighbours make their headers anew
// words: rebuild
// has: header_ops

@@
struct header_ops operations;
expression E;
@@
-operations.rebuild = E;

@@
identifier operations, f;
@@
 struct header_ops operations = {
-	.rebuild = f,
 };
