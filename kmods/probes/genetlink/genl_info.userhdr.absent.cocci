// SPDX-License-Identifier: GPL-2.0-only
// step: genl_info.userhdr=absent
// since: 6.6
// reason: genl_info_userhdr() finds it

@@
struct genl_info *info;
@@
-info->userhdr
+genl_info_userhdr(info)
