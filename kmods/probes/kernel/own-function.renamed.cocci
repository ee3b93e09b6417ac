// SPDX-License-Identifier: GPL-2.0-only
// step: own-function=renamed
// since: 2.6.0
// reason: the kernel's headers now declare a function of this name
// words: simple_open noop_llseek stream_open file_inode memdup_user kvmalloc kvzalloc kvfree kmemdup
// words: kstrdup kasprintf kfree_sensitive strscpy hex_to_bin kstrtoul kstrtoint consume_skb skb_dst
// words: skb_put_data skb_put_u8 eth_hw_addr_set ether_addr_copy ether_addr_equal eth_zero_addr
// words: eth_random_addr ip_hdr ipv6_hdr tcp_hdr udp_hdr icmp_hdr arp_hdr skb_network_header
// words: skb_transport_header skb_mac_header netlink_ack netlink_capable genlmsg_reply nlmsg_unicast
// words: nlmsg_multicast nla_put_u64_64bit proc_remove pde_data current_time inode_lock timer_delete
// words: timer_shutdown mod_delayed_work cancel_work_sync usleep_range fsleep ktime_get_ns in4_pton
// words: sysfs_emit list_count_nodes get_random_u32 kref_read refcount_set seq_has_overflowed
// words: from_tasklet idr_alloc kthread_exit kthread_stop_put get_unaligned_be24 put_unaligned_be24
// words: get_unaligned_le24 put_unaligned_le24 workqueue_init file_dentry
// probe: none, as the question is what the module has

@own@
identifier given = {simple_open, noop_llseek, stream_open, file_inode, memdup_user, kvmalloc, kvzalloc, kvfree, kmemdup,
	kstrdup, kasprintf, kfree_sensitive, strscpy, hex_to_bin, kstrtoul, kstrtoint, consume_skb, skb_dst,
	skb_put_data, skb_put_u8, eth_hw_addr_set, ether_addr_copy, ether_addr_equal, eth_zero_addr,
	eth_random_addr, ip_hdr, ipv6_hdr, tcp_hdr, udp_hdr, icmp_hdr, arp_hdr, skb_network_header,
	skb_transport_header, skb_mac_header, netlink_ack, netlink_capable, genlmsg_reply, nlmsg_unicast,
	nlmsg_multicast, nla_put_u64_64bit, proc_remove, pde_data, current_time, inode_lock, timer_delete,
	timer_shutdown, mod_delayed_work, cancel_work_sync, usleep_range, fsleep, ktime_get_ns, in4_pton,
	sysfs_emit, list_count_nodes, get_random_u32, kref_read, refcount_set, seq_has_overflowed,
	from_tasklet, idr_alloc, kthread_exit, kthread_stop_put, get_unaligned_be24, put_unaligned_be24,
	get_unaligned_le24, put_unaligned_le24, workqueue_init};
fresh identifier renamed = "own_" ## given;
type T;
parameter list all;
@@
-static T given(all)
+static T renamed(all)
 { ... }

@@
identifier own.given, own.renamed;
@@
-given
+renamed

// A variable is renamed with all that use it.
@own_variable@
identifier given = {file_dentry};
fresh identifier renamed = "own_" ## given;
@@
-struct dentry *given;
+struct dentry *renamed;

@@
identifier own_variable.given, own_variable.renamed;
@@
-given
+renamed
