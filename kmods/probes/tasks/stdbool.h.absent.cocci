// SPDX-License-Identifier: GPL-2.0-only
// step: stdbool.h=absent
// since: 5.16
// reason: the kernel has its own, and none of the compiler's headers

@@
@@
-#include <stdbool.h>
+#include <linux/types.h>
