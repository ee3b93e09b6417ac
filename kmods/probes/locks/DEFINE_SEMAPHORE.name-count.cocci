// SPDX-License-Identifier: GPL-2.0-only
// step: DEFINE_SEMAPHORE=name-count
// since: 6.4
// reason: the count is written: 1 is what it was

@@
declarer name DEFINE_SEMAPHORE;
identifier lock;
@@
 DEFINE_SEMAPHORE(
-	lock
+	lock, 1
 );
