// SPDX-License-Identifier: GPL-2.0-only
// step: asm-generic/uaccess.h=none
// since: 2.6.34
// reason: it is for architectures that have none of their own
// probe: none, as the header is there, and does not go with an architecture's own

@@
@@
-#include <asm-generic/uaccess.h>
+#include <linux/uaccess.h>
