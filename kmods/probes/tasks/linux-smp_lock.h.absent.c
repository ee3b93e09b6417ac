// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <linux/smp_lock.h>

int x;
