// SPDX-License-Identifier: GPL-2.0-only
// step: proc_net_fops_create=absent
// since: 3.9
// reason: files of /proc/net are made as others are
// include: linux/proc_fs.h
// include: net/net_namespace.h

@@
expression name, mode, operations;
@@
-proc_net_fops_create(&init_net, name, mode, operations)
+proc_create(name, mode, init_net.proc_net, operations)

@@
expression net, name, mode, operations;
@@
-proc_net_fops_create(net, name, mode, operations)
+proc_create(name, mode, net->proc_net, operations)
