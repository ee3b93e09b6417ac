// SPDX-License-Identifier: GPL-2.0-only
// step: kiocb.ki_complete=result
// since: 5.16, commit 6b19b766e8f0
// reason: nothing used the second result

@@
expression E, result, other;
@@
 E->ki_complete(E, result
-	, other
 )
