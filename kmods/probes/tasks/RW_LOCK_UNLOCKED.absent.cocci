// SPDX-License-Identifier: GPL-2.0-only
// step: RW_LOCK_UNLOCKED=absent
// since: 2.6.33
// reason: for lockdep, each lock is a class of its own

@@
typedef rwlock_t;
declarer name DEFINE_RWLOCK;
identifier lock;
@@
-rwlock_t lock = RW_LOCK_UNLOCKED;
+DEFINE_RWLOCK(lock);

@@
typedef rwlock_t;
declarer name DEFINE_RWLOCK;
identifier lock;
@@
-static rwlock_t lock = RW_LOCK_UNLOCKED;
+static DEFINE_RWLOCK(lock);

@@
expression lock;
@@
-lock = RW_LOCK_UNLOCKED;
+rwlock_init(&lock);

// Of a struct.
@@
type T;
identifier holder, member;
@@
 T holder = {
-	.member = RW_LOCK_UNLOCKED,
+	.member = __RW_LOCK_UNLOCKED(holder.member),
 };
