// SPDX-License-Identifier: GPL-2.0-only
// step: asm/semaphore.h=absent
// since: 2.6.27
// reason: the same for every architecture

@@
@@
-#include <asm/semaphore.h>
+#include <linux/semaphore.h>
