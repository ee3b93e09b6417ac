// SPDX-License-Identifier: GPL-2.0-only
/* The thread's modules begin with a header that is gone. */
#include <linux/config.h>
#include <linux/module.h>


MODULE_LICENSE("GPL");
