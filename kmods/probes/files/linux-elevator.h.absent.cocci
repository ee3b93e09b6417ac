// SPDX-License-Identifier: GPL-2.0-only
// step: linux/elevator.h=absent
// since: 5.16
// reason: schedulers of requests are no affair of drivers

@@
@@
-#include <linux/elevator.h>
