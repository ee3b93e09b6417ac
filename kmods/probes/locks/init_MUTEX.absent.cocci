// SPDX-License-Identifier: GPL-2.0-only
// step: init_MUTEX=absent
// since: 2.6.37
// reason: a semaphore with a count of one is now initialised as such

@@
expression lock;
@@
-init_MUTEX(lock)
+sema_init(lock, 1)
