// SPDX-License-Identifier: GPL-2.0-only
static rwlock_t lock = RW_LOCK_UNLOCKED;

static void f(struct own *own)
{
	own->lock = RW_LOCK_UNLOCKED;
}

static struct {
	rwlock_t lock;
	int pid;
} unnamed = { .lock = RW_LOCK_UNLOCKED };
