// SPDX-License-Identifier: GPL-2.0-only
// step: DECLARE_MUTEX=absent
// since: 2.6.37
// reason: a semaphore that begins with one is called what it is

@@
declarer name DECLARE_MUTEX, DEFINE_SEMAPHORE;
identifier lock;
@@
-DECLARE_MUTEX(lock);
+DEFINE_SEMAPHORE(lock);
