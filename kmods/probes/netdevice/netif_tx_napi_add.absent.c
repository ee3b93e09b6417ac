// SPDX-License-Identifier: GPL-2.0-only
static void own_setup(struct net_device *dev, struct own *own)
{
	netif_tx_napi_add(dev, &own->napi, own_poll, NAPI_POLL_WEIGHT);
}
