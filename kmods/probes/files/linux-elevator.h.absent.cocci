// SPDX-License-Identifier: GPL-2.0-only
// step: linux/elevator.h=absent
// since: 5.16
// reason: request schedulers are not a driver's concern

@@
@@
-#include <linux/elevator.h>
