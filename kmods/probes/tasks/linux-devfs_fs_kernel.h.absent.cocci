// SPDX-License-Identifier: GPL-2.0-only
// step: linux/devfs_fs_kernel.h=absent
// since: 2.6.18
// reason: devfs is gone

@@
@@
-#include <linux/devfs_fs_kernel.h>
