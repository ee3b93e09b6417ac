// SPDX-License-Identifier: GPL-2.0-only
// step: DEFINE_SEMAPHORE=name-count
// since: 6.4
// reason: the count is explicit: it was 1

@@
declarer name DEFINE_SEMAPHORE;
identifier lock;
@@
 DEFINE_SEMAPHORE(
-	lock
+	lock, 1
 );
