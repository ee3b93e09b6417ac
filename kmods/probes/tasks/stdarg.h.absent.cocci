// SPDX-License-Identifier: GPL-2.0-only
// step: stdarg.h=absent
// since: 5.16
// reason: the kernel has its own, and none of the compiler's headers

@@
@@
-#include <stdarg.h>
+#include <linux/stdarg.h>
