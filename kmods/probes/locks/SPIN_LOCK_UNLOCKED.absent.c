// SPDX-License-Identifier: GPL-2.0-only
static spinlock_t lock = SPIN_LOCK_UNLOCKED;

static void f(struct own *own)
{
	own->lock = SPIN_LOCK_UNLOCKED;
}

static struct guarded guarded = {
	.lock = SPIN_LOCK_UNLOCKED,
};

static struct {
	spinlock_t lock;
	int pid;
} unnamed = { .lock = SPIN_LOCK_UNLOCKED };
