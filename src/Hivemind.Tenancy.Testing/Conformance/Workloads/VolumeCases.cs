using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>Volumes that stand for themselves.</summary>
internal sealed class VolumeCases : WorkloadCases
{
    private const long Size = 16 << 20;

    public async Task AreMadeListedAndFound()
    {
        AppVolume volume = await MakeAsync();
        Expect.Equal(volume, await Engine.FindVolumeAsync(Key("data"), Cancellation));
        Expect.Sequence([volume], (await Harness.SecondHost.ListAsync(volume.Source, Acme, Cancellation)).Volumes);
        Expect.Sequence([], (await Engine.ListAsync(volume.Source, Beta, Cancellation)).Volumes);
        Expect.Null(await Engine.FindVolumeAsync(Key("data", Beta), Cancellation), "it is another tenant's");
    }

    public async Task AreMadeAgainHarmlesslyAndNotOfAnotherSize()
    {
        AppVolume volume = await MakeAsync();
        Expect.Equal(volume, await Engine.CreateVolumeAsync(volume, null, Cancellation));
        await Expect.ThrowsAsync<VolumeConflictException>(async () => await Engine.CreateVolumeAsync(new AppVolume(volume.Key, Size * 2, volume.Source), null, Cancellation));
        Expect.Equal(volume, await Engine.FindVolumeAsync(Key("data"), Cancellation));
    }

    public async Task BecomeAnothersOnlyAsTheyAre()
    {
        AppVolume first = await MakeAsync();
        await Expect.ThrowsAsync<VolumeConflictException>(async () => await MakeAsync(), "a new one where there is one to be refused");
        AppVolume second = first with { Instance = Guid.NewGuid() };
        await Engine.CreateVolumeAsync(second, first.Instance, Cancellation);
        Expect.Equal(second, await Engine.CreateVolumeAsync(second, first.Instance, Cancellation), "a repeated call to be harmless");
        AppVolume third = first with { Instance = Guid.NewGuid() };
        await Expect.ThrowsAsync<VolumeConflictException>(async () => await Engine.CreateVolumeAsync(third, first.Instance, Cancellation), "it is another by now");
        Expect.Equal(second, await Engine.FindVolumeAsync(first.Key, Cancellation));
    }

    public async Task AreRemovedOnlyAsExpected()
    {
        AppVolume first = await MakeAsync();
        AppVolume second = await Engine.CreateVolumeAsync(first with { Instance = Guid.NewGuid() }, first.Instance, Cancellation);
        Expect.True(!await Engine.RemoveVolumeAsync(first.Key, first, Cancellation), "a removal of what was to do nothing");
        Expect.Equal(second, await Engine.FindVolumeAsync(first.Key, Cancellation));
        Expect.True(await Engine.RemoveVolumeAsync(first.Key, second, Cancellation), "a removal of what is to remove it");
    }

    public async Task AreRemovedWhenNoAppNamesThem()
    {
        AppVolume volume = await MakeAsync();
        DesiredApp wanted = await ApplyAsync(await MountingAsync(volume));
        wanted = await ApplyAsync(Next(wanted) with { IsStopped = true });
        await Expect.ThrowsAsync<VolumeConflictException>(async () => await Engine.RemoveVolumeAsync(volume.Key, null, Cancellation), "a stopped app names it, too");
        await Engine.RemoveAsync(wanted.Key, null, Cancellation);
        Expect.Equal(volume, await Engine.FindVolumeAsync(volume.Key, Cancellation), "it outlives apps");
        Expect.True(await Engine.RemoveVolumeAsync(volume.Key, null, Cancellation), "it to be removed");
        Expect.True(!await Engine.RemoveVolumeAsync(volume.Key, null, Cancellation), "a second removal to be harmless");
    }

    public async Task AreThereWhenAnAppNamesThem()
    {
        AppVolume volume = new(Key("data"), Size, await SourceAsync());
        DesiredApp wanted = await MountingAsync(volume);
        await Expect.ThrowsAsync<WorkloadEngineException>(async () => await Engine.ApplyAsync(wanted, 0, Cancellation));
        Expect.Null(await Engine.FindAsync(wanted.Key, Cancellation), "nothing was recorded");
    }

    public async Task GoWithTheirTenantUnlessTheyAreKept()
    {
        AppVolume acmes = await MakeAsync();
        AppVolume betas = await Engine.CreateVolumeAsync(new AppVolume(Key("data", Beta), Size, acmes.Source), null, Cancellation);
        await Engine.RemoveTenantAsync(Acme, keepVolumes: true, Cancellation);
        Expect.Equal(acmes, await Engine.FindVolumeAsync(acmes.Key, Cancellation), "they are to be kept");
        await Engine.RemoveTenantAsync(Acme, keepVolumes: false, Cancellation);
        await Engine.RemoveTenantAsync(Acme, keepVolumes: false, Cancellation);
        Expect.Null(await Engine.FindVolumeAsync(acmes.Key, Cancellation));
        Expect.Equal(betas, await Engine.FindVolumeAsync(betas.Key, Cancellation));
    }

    public async Task ThatAreSharedAreFoundOnlyWhereThereAreSome() =>
        Expect.Null(await Engine.FindSharedVolumeAsync("no-such-volume", Cancellation));

    private async Task<AppVolume> MakeAsync() => await Engine.CreateVolumeAsync(new AppVolume(Key("data"), Size, await SourceAsync()), null, Cancellation);

    private async Task<DesiredApp> MountingAsync(AppVolume volume)
    {
        DesiredApp wanted = await WantedAsync(replicas: 1);
        return wanted with { Source = volume.Source, Spec = wanted.Spec with { Volumes = [VolumeMount.Existing(volume.Key.Name, "/data")] } };
    }
}
