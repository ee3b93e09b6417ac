// SPDX-License-Identifier: GPL-2.0-only
// step: linux/config.h=absent
// since: 2.6.19
// reason: the configuration is always included

@@
@@
-#include <linux/config.h>
