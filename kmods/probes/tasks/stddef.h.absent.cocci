// SPDX-License-Identifier: GPL-2.0-only
// step: stddef.h=absent
// since: 5.16
// reason: the kernel has its own, and none of the compiler's headers

@@
@@
-#include <stddef.h>
+#include <linux/stddef.h>
