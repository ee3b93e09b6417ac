// SPDX-License-Identifier: GPL-2.0-only
// step: SPIN_LOCK_UNLOCKED=absent
// since: 2.6.39
// reason: for lockdep, each lock is a class of its own

@@
typedef spinlock_t;
declarer name DEFINE_SPINLOCK;
identifier lock;
@@
-spinlock_t lock = SPIN_LOCK_UNLOCKED;
+DEFINE_SPINLOCK(lock);

@@
typedef spinlock_t;
declarer name DEFINE_SPINLOCK;
identifier lock;
@@
-static spinlock_t lock = SPIN_LOCK_UNLOCKED;
+static DEFINE_SPINLOCK(lock);

@@
expression lock;
@@
-lock = SPIN_LOCK_UNLOCKED;
+spin_lock_init(&lock);

// Of a struct.
@@
type T;
identifier holder, member;
@@
 T holder = {
-	.member = SPIN_LOCK_UNLOCKED,
+	.member = __SPIN_LOCK_UNLOCKED(holder.member),
 };
