// SPDX-License-Identifier: GPL-2.0-only
static void own_set_list(struct net_device *device)
{
	spin_lock_bh(&device->xmit_lock);
	own_load(device);
	spin_unlock_bh(&device->xmit_lock);
}

static void own_timer(struct own *own)
{
	spin_lock(&own->device->xmit_lock);
	own_send(own);
	spin_unlock(&own->device->xmit_lock);
}
