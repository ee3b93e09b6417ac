// SPDX-License-Identifier: GPL-2.0-only
// step: linux/smp_lock.h=absent
// since: 2.6.39
// reason: the big kernel lock is gone
// words: linux/smp_lock.h lock_kernel

@@
@@
-#include <linux/smp_lock.h>

@@
@@
+/* nlmatrix port: there is no big kernel lock since 2.6.39: a mutex of the module's own for what it guards here */
 lock_kernel();
