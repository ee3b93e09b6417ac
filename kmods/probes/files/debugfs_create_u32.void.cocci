// SPDX-License-Identifier: GPL-2.0-only
// step: debugfs_create_u32=void
// since: 5.10
// reason: nobody needs to know whether a number's file could be created, so it returns nothing
// words: debugfs_create_u8 debugfs_create_u16 debugfs_create_u32 debugfs_create_u64 debugfs_create_x8
// words: debugfs_create_x16 debugfs_create_x32 debugfs_create_x64 debugfs_create_size_t
// words: debugfs_create_atomic_t debugfs_create_bool debugfs_create_ulong
// probe: none, as what is not asked for does on every kernel (they return a dentry in 5.4.273, most nothing in 5.10)

@@
identifier call = {debugfs_create_u8, debugfs_create_u16, debugfs_create_u32, debugfs_create_u64,
	debugfs_create_x8, debugfs_create_x16, debugfs_create_x32, debugfs_create_x64,
	debugfs_create_size_t, debugfs_create_atomic_t, debugfs_create_bool, debugfs_create_ulong};
expression entry;
expression list all;
statement S;
@@
-entry = call(all);
-if (\(!entry\|entry == NULL\|IS_ERR(entry)\|IS_ERR_OR_NULL(entry)\)) S
+call(all);

@@
identifier call = {debugfs_create_u8, debugfs_create_u16, debugfs_create_u32, debugfs_create_u64,
	debugfs_create_x8, debugfs_create_x16, debugfs_create_x32, debugfs_create_x64,
	debugfs_create_size_t, debugfs_create_atomic_t, debugfs_create_bool, debugfs_create_ulong};
expression entry;
expression list all;
@@
-entry = call(all);
+call(all);
