// SPDX-License-Identifier: GPL-2.0-only
// step: aio_complete=absent
// since: 4.1, commit 04b2fa9f8f36
// reason: an operation knows its completion callback

@@
expression E, result, other;
@@
-aio_complete(E, result, other)
+E->ki_complete(E, result, other)
