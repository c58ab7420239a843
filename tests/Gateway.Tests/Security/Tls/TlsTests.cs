using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Security.Tls;
using Gateway.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Security.Tls;

public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Paths.Temporary("tls");
    private readonly FakeTimeProvider _time = new();
    private readonly Certificates _certificates;

    public TlsTests() => _certificates = new Certificates(_folder);

    private string CertificateFile => Path.Combine(_folder, "tls.crt");

    private string KeyFile => Path.Combine(_folder, "tls.key");

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task A_new_certificate_is_shown_without_a_restart_and_a_broken_one_is_not()
    {
        string first = _certificates.Write(CertificateFile, KeyFile);
        ListenerTls tls = new(Options.Create(new TlsOptions { Certificate = CertificateFile, Key = KeyFile }), _time, NullLogger<ListenerTls>.Instance);
        await using WebApplication server = await ServeAsync(tls.Use);
        Assert.Equal(first, await ShownAsync(server, SslProtocols.Tls12));

        string second = _certificates.Write(CertificateFile, KeyFile);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(second, await ShownAsync(server, SslProtocols.Tls13));

        await File.WriteAllTextAsync(KeyFile, "no key", TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(second, await ShownAsync(server, SslProtocols.Tls12));
    }

    [Fact]
    public void The_ports_own_certificate_is_known_and_no_other()
    {
        _certificates.Write(CertificateFile, KeyFile);
        ListenerTls tls = new(Options.Create(new TlsOptions { Certificate = CertificateFile, Key = KeyFile }), _time, NullLogger<ListenerTls>.Instance);
        using X509Certificate2 own = X509CertificateLoader.LoadCertificateFromFile(CertificateFile);
        _certificates.Write(Path.Combine(_folder, "other.crt"), Path.Combine(_folder, "other.key"));
        using X509Certificate2 other = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "other.crt"));

        Assert.Equal((true, false, false), (tls.IsOwn(own), tls.IsOwn(other), tls.IsOwn(null)));
    }

    [Fact]
    public void An_authority_without_a_certificate_is_a_problem_of_the_settings()
    {
        _certificates.Write(CertificateFile, KeyFile);
        Assert.Null(Pem.AuthorityProblem(CertificateFile));
        Assert.NotNull(Pem.AuthorityProblem(KeyFile));
        Assert.NotNull(Pem.AuthorityProblem(Path.Combine(_folder, "missing.pem")));
    }

    [Fact]
    public async Task Nothing_below_1_2_is_spoken()
    {
        _certificates.Write(CertificateFile, KeyFile);
        ListenerTls tls = new(Options.Create(new TlsOptions { Certificate = CertificateFile, Key = KeyFile }), _time, NullLogger<ListenerTls>.Instance);
        await using WebApplication server = await ServeAsync(tls.Use);
        await Assert.ThrowsAnyAsync<Exception>(() => ShownAsync(server, (SslProtocols)0x300)); // 1.1, a name that may not be used any more
        Assert.NotEmpty(await ShownAsync(server, SslProtocols.Tls12));
    }

    [Fact]
    public async Task A_host_that_asks_for_a_certificate_is_shown_ours_and_is_believed_when_its_authority_is_ours()
    {
        _certificates.Write(CertificateFile, KeyFile);
        await using WebApplication host = await ServeAsync(listen => listen.UseHttps(
            X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile).Export(X509ContentType.Pfx), null),
            https => (https.ClientCertificateMode, https.ClientCertificateValidation) = (ClientCertificateMode.RequireCertificate, (shown, _, _) => shown.Subject == "CN=test")));
        using Certificates others = new(_folder);
        TlsOptions ours = new() { HostCertificate = CertificateFile, HostKey = KeyFile, HostAuthority = _certificates.AuthorityFile };

        Assert.True(await IsReadyAsync(host, ours));
        Assert.False(await IsReadyAsync(host, new TlsOptions { HostAuthority = _certificates.AuthorityFile }));
        Assert.False(await IsReadyAsync(host, new TlsOptions { HostCertificate = CertificateFile, HostKey = KeyFile, HostAuthority = others.AuthorityFile }));
        Assert.False(await IsReadyAsync(host, new TlsOptions { HostCertificate = CertificateFile, HostKey = KeyFile }));
    }

    [Fact]
    public async Task A_host_with_somebody_else_s_name_is_not_believed()
    {
        TlsOptions ours = new() { HostAuthority = _certificates.AuthorityFile };
        await using WebApplication right = await ServeAsync(listen => listen.UseHttps(_certificates.Sign(IPAddress.Loopback)));
        await using WebApplication wrong = await ServeAsync(listen => listen.UseHttps(_certificates.Sign(IPAddress.Parse("127.0.0.2"))));
        Assert.Equal((true, false), (await IsReadyAsync(right, ours), await IsReadyAsync(wrong, ours)));
    }

    [Fact]
    public async Task A_host_is_believed_through_what_it_sends_between_itself_and_the_authority()
    {
        TlsOptions ours = new() { HostAuthority = _certificates.AuthorityFile };
        using X509Certificate2 between = _certificates.Between();
        X509Certificate2 own = _certificates.Sign(IPAddress.Loopback, between);
        await using WebApplication whole = await ServeAsync(listen => listen.UseHttps(https => (https.ServerCertificate, https.ServerCertificateChain) = (own, [between])));
        await using WebApplication part = await ServeAsync(listen => listen.UseHttps(https => https.ServerCertificate = own));
        Assert.Equal((true, false), (await IsReadyAsync(whole, ours), await IsReadyAsync(part, ours)));
    }

    [Fact]
    public void Files_that_are_no_pair_are_named_before_anything_starts()
    {
        _certificates.Write(CertificateFile, KeyFile);
        _certificates.Write(Path.Combine(_folder, "other.crt"), Path.Combine(_folder, "other.key"));
        TlsOptions wrong = new() { Certificate = CertificateFile, Key = Path.Combine(_folder, "other.key"), HostCertificate = CertificateFile, HostAuthority = "/nowhere.pem" };
        ValidationResult[] problems = [.. wrong.Validate(new ValidationContext(wrong))];
        Assert.Equal([nameof(TlsOptions.Certificate), nameof(TlsOptions.HostCertificate), nameof(TlsOptions.HostAuthority)], problems.SelectMany(problem => problem.MemberNames));
    }

    [Fact]
    public async Task A_new_authority_is_believed_without_a_restart_and_a_broken_file_changes_nothing()
    {
        _certificates.Write(CertificateFile, KeyFile);
        await using WebApplication host = await ServeAsync(listen => listen.UseHttps(
            X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile).Export(X509ContentType.Pfx), null)));
        using Certificates others = new(_folder);
        string file = Path.Combine(_folder, "authority.pem");
        File.Copy(others.AuthorityFile, file);
        HostTls tls = Tls(new TlsOptions { HostAuthority = file });
        Assert.False(await IsReadyAsync(host, tls));

        File.Copy(_certificates.AuthorityFile, file, overwrite: true);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await IsReadyAsync(host, tls));

        await File.WriteAllTextAsync(file, "no certificate", TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await IsReadyAsync(host, tls));
    }

    private HostTls Tls(TlsOptions options) => new(Options.Create(options), _time, NullLogger<HostTls>.Instance);

    private Task<bool> IsReadyAsync(WebApplication host, TlsOptions options) => IsReadyAsync(host, Tls(options));

    private static async Task<bool> IsReadyAsync(WebApplication host, HostTls tls)
    {
        using HostProbe probe = new(TimeProvider.System, tls, new HostTraffic(new HostDirectory()));
        HostView view = new("m/1/0", 0, new VersionKey("m", "1"), HostState.Starting, Address(host), null, null, "v2", "m", null, new Dictionary<string, string>(), null, 0, "");
        return await probe.IsReadyAsync(view, null, TestContext.Current.CancellationToken);
    }

    private async Task<string> ShownAsync(WebApplication server, SslProtocols protocol)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, Address(server).Port);
        await using SslStream tls = new(client.GetStream(), leaveInnerStreamOpen: false);
        SslClientAuthenticationOptions options = new HostTls(Options.Create(new TlsOptions { HostAuthority = _certificates.AuthorityFile }), _time, NullLogger<HostTls>.Instance).Options();
        (options.TargetHost, options.EnabledSslProtocols) = ("127.0.0.1", protocol);
        await tls.AuthenticateAsClientAsync(options);
        return ((X509Certificate2)tls.RemoteCertificate!).Thumbprint;
    }

    private static async Task<WebApplication> ServeAsync(Action<ListenOptions> listen)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen));
        WebApplication app = builder.Build();
        app.Run(context => context.Response.WriteAsync("{}"));
        await app.StartAsync();
        return app;
    }

    private static Uri Address(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
}
