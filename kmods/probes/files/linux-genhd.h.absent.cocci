// SPDX-License-Identifier: GPL-2.0-only
// step: linux/genhd.h=absent
// since: 5.18, commit 322cbb50de71
// reason: disks are declared where block devices are
// include: linux/blkdev.h

@@
@@
-#include <linux/genhd.h>
