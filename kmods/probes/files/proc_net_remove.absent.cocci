// SPDX-License-Identifier: GPL-2.0-only
// step: proc_net_remove=absent
// since: 3.9
// reason: files of /proc/net are removed as others are
// include: linux/proc_fs.h
// include: net/net_namespace.h

@@
expression name;
@@
-proc_net_remove(&init_net, name)
+remove_proc_entry(name, init_net.proc_net)

@@
expression net, name;
@@
-proc_net_remove(net, name)
+remove_proc_entry(name, net->proc_net)
