// SPDX-License-Identifier: GPL-2.0-only
// step: asm/unaligned.h=absent
// since: 6.12, commit 5f60d5f6bbc1
// reason: the header is now in linux/
// words: asm/unaligned.h asm-generic/unaligned.h

@@
@@
-#include <asm/unaligned.h>
+#include <linux/unaligned.h>

@@
@@
-#include <asm-generic/unaligned.h>
+#include <linux/unaligned.h>
