"""Forms of signing in, changing a password, and remarks on the system."""

from typing import Any

from django import forms

from wangge.people import rules as people


class SignInForm(forms.Form):
    register = "account"
    username = forms.CharField(
        label="用户名",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """First sign-in, or a reset: the slip that was handed over."""

    register = "account"
    username = forms.CharField(
        label="用户名",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    code = forms.CharField(
        label="一次性码",
        max_length=20,
        help_text="发给您的纸条上的 8 位字母和数字，大小写都可以。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class NewPasswordForm(forms.Form):
    register = "account"
    password = forms.CharField(
        label="新密码",
        max_length=128,
        strip=False,
        help_text=(
            f"至少 {people.PASSWORD_LENGTH} 个字符，大写字母、小写字母、数字、符号至少用三种，"
            "不含姓名和用户名。"
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", "两遍输入的密码不一样。")
        return given


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(
        label="现在的密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old", "password", "again"]


class SecondFactorForm(forms.Form):
    register = "account"
    code = forms.CharField(
        label="验证码",
        max_length=10,
        help_text="手机验证器上的 6 位数字。",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )


class FeedbackForm(forms.Form):
    register = "feedback"
    text = forms.CharField(
        label="您的意见",
        max_length=500,
        help_text="哪里不好用、看不懂、出错了，都可以说，最多 500 字。这里不受理诉求，要报事请用“我要报事”。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    contact = forms.CharField(
        label="怎么联系您",
        max_length=60,
        required=False,
        help_text="想让我们回复就留，不留也照样看。加密保存，处理完就删。",
    )
    page = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
