using System.ComponentModel.DataAnnotations;
using Gateway.Notifications;
using Xunit;

namespace Gateway.Tests.Notifications;

public sealed class NotificationsOptionsTests
{
    [Fact]
    public void Everything_that_is_wrong_is_named_and_no_url_is_repeated()
    {
        NotificationsOptions options = new()
        {
            Webhooks = ["https://a.example/hook", "ftp://user:geheim@b", "nonsense?token=geheim", "https://a.example/hook"], Secret = "env:GATEWAY_TEST_NO_SUCH_VARIABLE",
        };

        string[] problems = [.. options.Validate(new ValidationContext(options)).Select(problem => $"{problem.MemberNames.Single()}: {problem.ErrorMessage}")];

        Assert.Equal(
            [
                "Webhooks:1: must be an absolute http or https URL", "Webhooks:2: must be an absolute http or https URL", "Webhooks:3: is the same as Webhooks:0",
                "Secret: the environment variable GATEWAY_TEST_NO_SUCH_VARIABLE is not set",
            ],
            problems);
    }

    [Fact]
    public void A_webhook_s_name_for_logs_holds_neither_path_nor_query_nor_user()
    {
        Webhook webhook = Webhook.Of("https://user:geheim@a.example:8443/services/T0/geheim?token=geheim", 2);

        Assert.Equal("Notifications:Webhooks:2 (https://a.example:8443)", webhook.Name);
        Assert.DoesNotContain("geheim", webhook.Key, StringComparison.Ordinal);
    }
}
