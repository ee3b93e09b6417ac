// SPDX-License-Identifier: GPL-2.0-only
// step: linux/smp_lock.h=absent
// since: 2.6.39
// reason: the big kernel lock is gone

@@
@@
-#include <linux/smp_lock.h>
