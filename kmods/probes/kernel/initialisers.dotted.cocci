// SPDX-License-Identifier: GPL-2.0-only
// step: initialisers=dotted
// since: 2.6.0
// reason: a member is initialised by its name after a dot, the syntax of C since 1999
// words: file_operations block_device_operations nf_hook_ops net_device_ops seq_operations tty_operations
// words: proto_ops net_proto_family notifier_block pci_driver usb_driver miscdevice super_operations
// words: inode_operations address_space_operations vm_operations_struct file_system_type packet_type
// words: genl_family genl_ops
// probe: none, as gcc still takes the older form; the steps behind find members by their dots

@@
identifier tag, table, member;
expression value;
@@
 struct tag table = { ...,
-member: value
+.member = value
 , ... };
