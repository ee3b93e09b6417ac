// SPDX-License-Identifier: GPL-2.0-only
// step: DECLARE_MUTEX=absent
// since: 2.6.37
// reason: a semaphore with a count of one is now initialised as such

@@
declarer name DECLARE_MUTEX, DEFINE_SEMAPHORE;
identifier lock;
@@
-DECLARE_MUTEX(lock);
+DEFINE_SEMAPHORE(lock);
