// SPDX-License-Identifier: GPL-2.0-only
// step: init_MUTEX=absent
// since: 2.6.37
// reason: a semaphore that begins with one is called what it is

@@
expression lock;
@@
-init_MUTEX(lock)
+sema_init(lock, 1)
