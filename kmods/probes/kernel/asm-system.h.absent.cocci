// SPDX-License-Identifier: GPL-2.0-only
// step: asm/system.h=absent
// since: 3.4, commit 0195c00244dc
// reason: its declarations are in headers of their own, which others include

@@
@@
-#include <asm/system.h>
